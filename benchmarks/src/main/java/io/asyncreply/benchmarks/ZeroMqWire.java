package io.asyncreply.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * One DEALER socket for all callers.
 */
final class ZeroMqWire implements Wire {

	private final ZContext context = new ZContext();

	private final ZMQ.Socket dealer = this.context.createSocket(SocketType.DEALER);

	private final ZMQ.Poller poller = this.context.createPoller(1);

	private final int callers;

	private final Ear ear;

	private ZeroMqWire(InetSocketAddress server, int callers, Ear ear) {
		this.callers = callers;
		this.ear = ear;
		this.dealer.connect("tcp://" + server.getHostString() + ":" + server.getPort());
		this.poller.register(this.dealer, ZMQ.Poller.POLLIN);
	}

	static Layer to(InetSocketAddress server) {
		return (callers, ear) -> new ZeroMqWire(server, callers, ear);
	}

	@Override
	public void send(int caller, byte[] question) {
		this.dealer.sendMore(ByteBuffer.allocate(Integer.BYTES).putInt(caller).array());
		this.dealer.send(question);
	}

	@Override
	public void listen(long nanos) throws IOException {
		this.poller.poll(1 + TimeUnit.NANOSECONDS.toMillis(nanos));
		for (int i = 0; i < this.callers; i++) {
			byte[] caller = this.dealer.recv(ZMQ.DONTWAIT);
			if (caller == null) {
				return;
			}
			byte[] answer = this.dealer.recv();
			this.ear.heard(ByteBuffer.wrap(caller).getInt(), answer, answer.length);
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

}
