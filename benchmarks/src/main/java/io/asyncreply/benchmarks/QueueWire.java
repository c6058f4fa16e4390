package io.asyncreply.benchmarks;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Two queues in memory with a thread between them that sends everything back.
 */
final class QueueWire implements Wire {

	private final BlockingQueue<Message> requests = new LinkedBlockingQueue<>();

	private final BlockingQueue<Message> replies = new LinkedBlockingQueue<>();

	private final Thread responder = new Thread(this::respond, "responder");

	private final int callers;

	private final Ear ear;

	QueueWire(int callers, Ear ear) {
		this.callers = callers;
		this.ear = ear;
		this.responder.setDaemon(true);
		this.responder.start();
	}

	private void respond() {
		try {
			while (true) {
				this.replies.add(this.requests.take());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void send(int caller, byte[] question) {
		this.requests.add(new Message(caller, question));
	}

	@Override
	public void listen(long nanos) throws IOException {
		Message reply = await(nanos);
		for (int i = 0; i < this.callers && reply != null; i++) {
			this.ear.heard(reply.caller, reply.body, reply.body.length);
			reply = (i < this.callers - 1) ? this.replies.poll() : null;
		}
	}

	private @Nullable Message await(long nanos) throws IOException {
		try {
			return this.replies.poll(nanos, TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

	@Override
	public void close() {
		this.responder.interrupt();
	}

	/**
	 * What is in the queues.
	 */
	private static final class Message {

		private final int caller;

		private final byte[] body;

		Message(int caller, byte[] body) {
			this.caller = caller;
			this.body = body;
		}

	}

}
