package io.asyncreply.benchmarks;

/**
 * What can be compared, as the scripts {@code run} and {@code slow} name it.
 */
enum Contender {

	PAIR("A and B, durable", Call.WAIT),

	ACCEPT("A and B, 202 only", Call.ACCEPT),

	UNFRAMED("A and B, framing off", Call.WAIT),

	POSTGRESQL("A and B, PostgreSQL", Call.WAIT),

	BLIND("A and B, no metrics", Call.WAIT),

	SLOW("prefetch as many as slots", Call.SLOW),

	READY("prefetch twice as many", Call.SLOW),

	SINGLY("prefetch twice as many, framing off", Call.SLOW),

	RAW("raw amqp-client", Call.ECHO),

	RECORDED("raw amqp-client and two fsyncs", Call.ECHO),

	HTTP("HTTP echo", Call.HTTP_ECHO),

	TEMPLATE("RabbitTemplate", Call.PEER),

	ASYNC("AsyncRabbitTemplate", Call.PEER),

	CELERY("Celery and Flask", Call.PEER),

	NODE("Node and amqplib", Call.PEER),

	ZEROMQ("JeroMQ, two JVMs", Call.ECHO),

	QUEUE("Java BlockingQueue", Call.ECHO),

	PYTHON("Python queue", Call.ECHO);

	private final String title;

	private final Call call;

	Contender(String title, Call call) {
		this.title = title;
		this.call = call;
	}

	String title() {
		return this.title;
	}

	/** Whether it stands in for the pair, so that both can be asked at one rate. */
	boolean isPeer() {
		return this.call == Call.WAIT || this.call == Call.PEER;
	}

	/**
	 * Finds those who ask it.
	 * @param settings say where it is
	 */
	Load.Source source(Settings settings) {
		return switch (this) {
			case RAW -> Pattern.over(AmqpWire::new, this.call);
			case RECORDED -> Pattern.over(RecordedWire.over(AmqpWire::new, settings.ledger()), this.call);
			case ZEROMQ -> Pattern.over(ZeroMqWire.to(settings.address(this)), this.call);
			case QUEUE -> Pattern.over(QueueWire::new, this.call);
			case PYTHON -> Script.of("python3", settings.script(this));
			default -> Pattern.over(HttpWire.to(settings.address(this), this.call.status()), this.call);
		};
	}

}
