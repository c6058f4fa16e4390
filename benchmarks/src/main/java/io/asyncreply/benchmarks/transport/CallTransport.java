package io.asyncreply.benchmarks.transport;

import java.io.IOException;

/**
 * Carries the requests of several callers to a server, and the answers back.
 */
public interface CallTransport extends AutoCloseable {

	/**
	 * Sends a request of a caller that waits for no other answer.
	 * @param caller number of the caller, from 0
	 * @param request the bytes to send, which do not change until the answer arrives
	 * @throws IOException if the request cannot be sent
	 */
	void send(int caller, byte[] request) throws IOException;

	/**
	 * Waits until answers have arrived or the time is over. Some transports receive
	 * answers on a thread of their own instead.
	 * @param nanos the longest wait
	 * @throws IOException if the connection breaks
	 */
	void receive(long nanos) throws IOException;

	@Override
	void close() throws IOException;

	/**
	 * Receives the answers of a transport, on one thread.
	 */
	@FunctionalInterface
	interface AnswerListener {

		/**
		 * Receives an answer.
		 * @param caller number of the caller
		 * @param answer buffer with the answer
		 * @param length bytes of the answer, 0 if no answer will arrive
		 * @throws IOException if the next request cannot be sent
		 */
		void onAnswer(int caller, byte[] answer, int length) throws IOException;

	}

	/**
	 * Connects callers to a server.
	 */
	@FunctionalInterface
	interface TransportFactory {

		/**
		 * Connects callers.
		 * @param callers number of callers
		 * @param listener receives the answers
		 * @return an open transport
		 * @throws IOException if the server cannot be reached
		 */
		CallTransport connect(int callers, AnswerListener listener) throws IOException;

	}

}
