package io.asyncreply.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A connection for each caller; whoever listens hears them all.
 */
final class HttpWire implements Wire {

	private final Selector selector;

	private final List<HttpCaller> callers = new ArrayList<>();

	private final int status;

	private final Ear ear;

	private HttpWire(InetSocketAddress server, int status, int callers, Ear ear) throws IOException {
		this.selector = Selector.open();
		this.status = status;
		this.ear = ear;
		for (int number = 0; number < callers; number++) {
			this.callers.add(new HttpCaller(number, this.selector, server));
		}
	}

	/** Wires to a server that is to answer with a status. */
	static Layer to(InetSocketAddress server, int status) {
		return (callers, ear) -> new HttpWire(server, status, callers, ear);
	}

	@Override
	public void send(int caller, byte[] question) throws IOException {
		this.callers.get(caller).send(question);
	}

	@Override
	public void listen(long nanos) throws IOException {
		this.selector.select(this::proceed, 1 + TimeUnit.NANOSECONDS.toMillis(nanos));
	}

	private void proceed(SelectionKey key) {
		try {
			((HttpCaller) key.attachment()).listen(this.status, this.ear);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The server went away", ex);
		}
	}

	@Override
	public void close() throws IOException {
		for (HttpCaller caller : this.callers) {
			caller.close();
		}
		this.selector.close();
	}

}
