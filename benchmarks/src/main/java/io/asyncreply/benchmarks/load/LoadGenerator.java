package io.asyncreply.benchmarks.load;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongFunction;

import io.asyncreply.benchmarks.measure.AnswerRecorder;
import io.asyncreply.benchmarks.transport.CallTransport;

/**
 * Submits requests to one side.
 */
public interface LoadGenerator extends AutoCloseable {

	/**
	 * Submits requests for a while.
	 * @param duration how long
	 * @return the answers of this time
	 * @throws IOException if the connection breaks
	 */
	AnswerRecorder run(Duration duration) throws IOException;

	/**
	 * Stops submitting and waits up to 30 s for the outstanding answers.
	 * @return these answers; a missing one is an error
	 * @throws IOException if the connection breaks
	 */
	AnswerRecorder drain() throws IOException;

	@Override
	void close() throws IOException;

	/**
	 * Creates load generators for one side.
	 */
	@FunctionalInterface
	interface LoadFactory {

		/**
		 * Starts a load generator.
		 * @param pattern how it submits requests
		 * @return an open load generator
		 * @throws IOException if the side cannot be reached
		 */
		LoadGenerator start(LoadPattern pattern) throws IOException;

		static LoadFactory over(CallTransport.TransportFactory transport, LongFunction<CheckedRequest> requests) {
			return (pattern) -> pattern.isOpen() ? new OpenLoop(transport, requests, pattern)
					: new ClosedLoop(transport, requests, pattern.callers());
		}

	}

}
