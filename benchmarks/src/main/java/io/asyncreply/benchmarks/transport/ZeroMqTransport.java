package io.asyncreply.benchmarks.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * ZeroMQ with one DEALER socket for all callers. Nothing is stored.
 */
public final class ZeroMqTransport implements CallTransport {

	private final ZContext context = new ZContext();

	private final ZMQ.Socket dealer = this.context.createSocket(SocketType.DEALER);

	private final ZMQ.Poller poller = this.context.createPoller(1);

	private final int callers;

	private final AnswerListener listener;

	private ZeroMqTransport(InetSocketAddress server, int callers, AnswerListener listener) {
		this.callers = callers;
		this.listener = listener;
		this.dealer.connect("tcp://" + server.getHostString() + ":" + server.getPort());
		this.poller.register(this.dealer, ZMQ.Poller.POLLIN);
	}

	public static TransportFactory to(InetSocketAddress server) {
		return (callers, listener) -> new ZeroMqTransport(server, callers, listener);
	}

	@Override
	public void send(int caller, byte[] request) {
		this.dealer.sendMore(ByteBuffer.allocate(Integer.BYTES).putInt(caller).array());
		this.dealer.send(request);
	}

	@Override
	public void receive(long nanos) throws IOException {
		this.poller.poll(1 + TimeUnit.NANOSECONDS.toMillis(nanos));
		for (int i = 0; i < this.callers; i++) {
			byte[] caller = this.dealer.recv(ZMQ.DONTWAIT);
			if (caller == null) {
				return;
			}
			byte[] answer = this.dealer.recv();
			this.listener.onAnswer(ByteBuffer.wrap(caller).getInt(), answer, answer.length);
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

}
