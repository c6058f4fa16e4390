package io.asyncreply.benchmarks.peer;

import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMsg;

/**
 * Worker of the ZeroMQ side: sends each message back. Nothing is stored.
 */
public final class ZeroMqWorker {

	private ZeroMqWorker() {
	}

	/**
	 * Runs until the process is killed, on {@code PEER_PORT}.
	 * @param arguments none
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
