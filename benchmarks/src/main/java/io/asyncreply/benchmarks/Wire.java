package io.asyncreply.benchmarks;

import java.io.IOException;

/**
 * Carries the questions of several callers to a side and the answers back.
 */
interface Wire extends AutoCloseable {

	/**
	 * Sends a question of a caller who waits for no other answer.
	 * @param caller the caller's number, from 0
	 * @param question what is asked; it stays as it is until it is answered
	 */
	void send(int caller, byte[] question) throws IOException;

	/**
	 * Lets answers come in, until some have come or the time is over. On a wire that has
	 * a thread of its own they come in all the time.
	 */
	void listen(long nanos) throws IOException;

	@Override
	void close() throws IOException;

	/**
	 * Hears what comes in, on one thread of the wire's choice.
	 */
	interface Ear {

		/**
		 * Hears an answer.
		 * @param caller whose question is answered
		 * @param answer what holds the answer
		 * @param length how many of its bytes are the answer's
		 */
		void heard(int caller, byte[] answer, int length) throws IOException;

		/** Hears that there will be no answer. */
		void failed(int caller) throws IOException;

	}

	/**
	 * Lays a wire.
	 */
	@FunctionalInterface
	interface Layer {

		/**
		 * Lays a wire.
		 * @param callers how many ask
		 * @param ear who hears the answers
		 * @return a wire to close
		 */
		Wire lay(int callers, Ear ear) throws IOException;

	}

}
