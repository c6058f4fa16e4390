package io.asyncreply.benchmarks.scale;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Callers who have asked and do nothing but wait.
 */
final class Crowd implements AutoCloseable {

	private final InetSocketAddress server;

	private final List<SocketChannel> callers = new ArrayList<>();

	Crowd(URI server) {
		this.server = new InetSocketAddress(server.getHost(), server.getPort());
	}

	/**
	 * Lets more callers come.
	 * @param count how many
	 * @param path what each reads
	 * @param header a header of each call
	 */
	void add(int count, IntFunction<String> path, String header) throws IOException {
		for (int i = 0; i < count; i++) {
			SocketChannel caller = SocketChannel.open(this.server);
			this.callers.add(caller);
			String call = "GET " + path.apply(i) + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n";
			caller.write(ByteBuffer.wrap(call.getBytes(StandardCharsets.US_ASCII)));
		}
	}

	@Override
	public void close() throws IOException {
		for (SocketChannel caller : this.callers) {
			caller.close();
		}
	}

}
