package io.asyncreply.testsupport.proxy;

/**
 * One of the two ways through a {@link FaultProxy}.
 */
public enum TrafficDirection {

	/** From who connected to who is connected to. */
	TO_SERVER,

	/** Back. */
	TO_CLIENT

}
