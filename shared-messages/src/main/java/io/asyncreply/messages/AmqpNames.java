package io.asyncreply.messages;

/**
 * Every exchange, queue and routing key by its name.
 */
public final class AmqpNames {

	/** Takes requests; each queue is bound by its own name. */
	public static final String REQUESTS_EXCHANGE = "asyncreply.requests";

	/** Takes replies. */
	public static final String REPLIES_EXCHANGE = "asyncreply.replies";

	/** Takes what the broker gave up on. */
	public static final String DEAD_LETTERS_EXCHANGE = "asyncreply.dead-letters";

	/** Takes what nobody can attribute. */
	public static final String PARKING_EXCHANGE = "asyncreply.parking";

	/** Takes signals; each instance binds a queue of its own to it. */
	public static final String CONTROL_EXCHANGE = "asyncreply.control";

	/** Holds replies for whichever instance of System A takes them. */
	public static final String REPLIES_QUEUE = "replies";

	/** Holds what the broker gave up on until System A decides. */
	public static final String DEAD_LETTERS_QUEUE = "dead-letters";

	/** Holds what nobody can attribute until a person looks. */
	public static final String PARKING_QUEUE = "parking";

	private static final String REQUEST_QUEUE_PREFIX = "requests.";

	private AmqpNames() {
	}

	/**
	 * Names the queue of an operation's lane, which is also its routing key.
	 * @param operation the operation's name
	 * @param lane the lane
	 * @return the queue's name
	 */
	public static String requestQueue(String operation, Lane lane) {
		return REQUEST_QUEUE_PREFIX + operation + switch (lane) {
			case INTERACTIVE -> "";
			case BULK -> ".bulk";
			case SUSPECT -> ".suspect";
		};
	}

}
