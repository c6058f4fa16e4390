package io.asyncreply.benchmarks.peer;

import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMsg;

/**
 * Sends every message back to whom it came from. Nothing is kept anywhere.
 */
public final class ZeroMqResponder {

	private ZeroMqResponder() {
	}

	/**
	 * Works until it is killed.
	 * @param arguments none; {@code PEER_PORT} is in the environment
	 */
	public static void main(String[] arguments) {
		try (ZContext context = new ZContext()) {
			ZMQ.Socket router = context.createSocket(SocketType.ROUTER);
			router.bind("tcp://127.0.0.1:" + System.getenv("PEER_PORT"));
			while (!Thread.currentThread().isInterrupted()) {
				ZMsg.recvMsg(router).send(router);
			}
		}
	}

}
