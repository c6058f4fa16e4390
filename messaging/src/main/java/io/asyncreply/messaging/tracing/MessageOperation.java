package io.asyncreply.messaging.tracing;

/**
 * Operation on a message, named as in the messaging conventions of OpenTelemetry.
 */
public enum MessageOperation {

	/** System A publishes a request. */
	PUBLISH("publish", "send"),

	/** System B processes a request. */
	PROCESS("process", "process"),

	/** System A records a reply. */
	SETTLE("settle", "process");

	private final String label;

	private final String type;

	MessageOperation(String label, String type) {
		this.label = label;
		this.type = type;
	}

	String label() {
		return this.label;
	}

	String type() {
		return this.type;
	}

}
