// Where two numbers are shown against each other their axes take some of the view: the camera leaves it to them.

/** Room for axes, and above what the buttons over the plot take, in CSS pixels. */
export const AXES_ROOM = { left: 58, bottom: 36, top: 18 };
