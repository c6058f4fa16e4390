package io.asyncreply.messages;

/**
 * Names of the exchanges, queues and routing keys.
 */
public final class AmqpNames {

	/** Exchange for requests. The routing key is the name of the queue. */
	public static final String REQUESTS_EXCHANGE = "asyncreply.requests";

	/** Exchange for replies. */
	public static final String REPLIES_EXCHANGE = "asyncreply.replies";

	/** Exchange for dead letters. */
	public static final String DEAD_LETTERS_EXCHANGE = "asyncreply.dead-letters";

	/** Exchange for messages to park. */
	public static final String PARKING_EXCHANGE = "asyncreply.parking";

	/** Fanout exchange for control messages. Each process binds a queue of its own. */
	public static final String CONTROL_EXCHANGE = "asyncreply.control";

	/** Queue of replies, shared by all instances of System A. */
	public static final String REPLIES_QUEUE = "replies";

	/** Queue of dead letters, read by System A. */
	public static final String DEAD_LETTERS_QUEUE = "dead-letters";

	/** Queue of parked messages, read by an operator. */
	public static final String PARKING_QUEUE = "parking";

	/**
	 * Queue without messages, whose arguments name the ledger that owns the virtual host.
	 */
	public static final String LEDGER_QUEUE = "asyncreply.ledger";

	private static final String REQUEST_QUEUE_PREFIX = "requests.";

	private AmqpNames() {
	}

	/**
	 * Returns the name of a request queue, which is also its routing key.
	 * @param operation name of the operation
	 * @param lane lane of the operation
	 * @return for example {@code requests.text.process.bulk}
	 */
	public static String requestQueue(String operation, Lane lane) {
		return REQUEST_QUEUE_PREFIX + operation + switch (lane) {
			case INTERACTIVE -> "";
			case BULK -> ".bulk";
			case SUSPECT -> ".suspect";
		};
	}

}
