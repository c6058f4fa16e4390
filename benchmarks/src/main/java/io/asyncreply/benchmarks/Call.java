package io.asyncreply.benchmarks;

/**
 * How a side is called, and what it answers.
 */
enum Call {

	/** System A, waiting for the result. */
	WAIT(post("/v1/requests", "Prefer: wait=30\r\n"), request(), 200, processed()),

	/** System A, which takes the request and says so. */
	ACCEPT(post("/v1/requests", ""), request(), 202, "\"state\":\""),

	/** System A, waiting for the result of slow work, which repeats nothing. */
	SLOW(post("/v1/requests", "Prefer: wait=30\r\n"), slowRequest(), 200, "\"state\":\"SUCCEEDED\""),

	/** A controller of the peers. */
	PEER(post("/process", ""), payload(), 200, processed()),

	/** What answers the request itself, over HTTP. */
	HTTP_ECHO(post("/process", ""), payload(), 200, payload()),

	/** What answers the request itself. */
	ECHO("", payload(), 0, payload());

	private final String head;

	private final String body;

	private final int status;

	private final String answer;

	/**
	 * Describes a call.
	 * @param head what stands before the body, with {@code %d} for its length
	 * @param body the JSON body with {@code %s} for the text
	 * @param status the status of a right answer, 0 where there is none
	 * @param answer what stands in a right answer, with {@code %s} for the text
	 */
	Call(String head, String body, int status, String answer) {
		this.head = head;
		this.body = body;
		this.status = status;
		this.answer = answer;
	}

	private static String post(String path, String headers) {
		return "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n" + headers
				+ "Content-Length: %d\r\n\r\n";
	}

	private static String request() {
		return "{\"operation\":\"text.process\",\"payload\":" + payload() + "}";
	}

	private static String slowRequest() {
		return "{\"operation\":\"work.simulate\",\"payload\":{\"millis\":" + SlowWork.MILLIS + "}}";
	}

	private static String payload() {
		return "{\"text\":\"%s\"}";
	}

	private static String processed() {
		return "\"text\":\"Processed: %s\"";
	}

	String ask(String text) {
		String written = this.body.formatted(text);
		return this.head.formatted(written.length()) + written;
	}

	String answer(String text) {
		return this.answer.formatted(text);
	}

	int status() {
		return this.status;
	}

}
