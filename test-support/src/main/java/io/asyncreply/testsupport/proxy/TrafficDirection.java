package io.asyncreply.testsupport.proxy;

/**
 * A direction of the traffic through a {@link FaultProxy}.
 */
public enum TrafficDirection {

	/** From the client to the server. */
	TO_SERVER,

	/** From the server to the client. */
	TO_CLIENT

}
