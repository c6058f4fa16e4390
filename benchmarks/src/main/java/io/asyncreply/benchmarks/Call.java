package io.asyncreply.benchmarks;

/**
 * How a side is called over HTTP.
 *
 * @param path the path to post to
 * @param headers further headers, each with its line end
 * @param body the JSON body with {@code %s} where the payload goes
 */
record Call(String path, String headers, String body) {

	static final Call PAIR = new Call("/v1/requests", "Prefer: wait=30\r\n",
			"{\"operation\":\"text.process\",\"payload\":%s}");

	static final Call PEER = new Call("/process", "", "%s");

}
