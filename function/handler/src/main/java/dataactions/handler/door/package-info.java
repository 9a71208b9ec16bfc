/** The two front doors of the function: how an event is decoded, who may enter, and how the answer is encoded. */
package dataactions.handler.door;
