package io.asyncreply.messaging.tracing;

/**
 * What is done with a message, in the words of OpenTelemetry's conventions for messaging.
 */
public enum MessageOperation {

	/** System A sends a request. */
	PUBLISH("publish", "send"),

	/** System B works on a request. */
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
