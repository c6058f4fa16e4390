package io.asyncreply.testsupport;

/**
 * One of the two ways through a {@link FaultProxy}.
 */
public enum Direction {

	/** From who connected to who is connected to. */
	TO_SERVER,

	/** Back. */
	TO_CLIENT

}
