package io.asyncreply.benchmarks.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * HTTP/1.1 with one connection for each caller, and one selector for all connections.
 */
public final class HttpTransport implements CallTransport {

	private static final int MAX_ANSWER_BYTES = 4_096;

	private static final String HEAD_END = "\r\n\r\n";

	private static final String LENGTH = "\r\ncontent-length: ";

	private final Selector selector = Selector.open();

	private final List<CallerConnection> connections = new ArrayList<>();

	private final InetSocketAddress server;

	private final AnswerListener listener;

	private HttpTransport(InetSocketAddress server, int callers, AnswerListener listener) throws IOException {
		this.server = server;
		this.listener = listener;
		for (int caller = 0; caller < callers; caller++) {
			this.connections.add(new CallerConnection(caller));
		}
	}

	public static TransportFactory to(InetSocketAddress server) {
		return (callers, listener) -> new HttpTransport(server, callers, listener);
	}

	@Override
	public void send(int caller, byte[] request) throws IOException {
		this.connections.get(caller).send(request);
	}

	@Override
	public void receive(long nanos) throws IOException {
		this.selector.select(HttpTransport::read, 1 + TimeUnit.NANOSECONDS.toMillis(nanos));
	}

	private static void read(SelectionKey key) {
		try {
			((CallerConnection) key.attachment()).onReadable();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		for (CallerConnection connection : this.connections) {
			connection.channel.close();
		}
		this.selector.close();
	}

	/**
	 * The connection of one caller, which reconnects when the server closes it.
	 */
	private final class CallerConnection {

		private final int caller;

		private final ByteBuffer answer = ByteBuffer.allocate(MAX_ANSWER_BYTES);

		private SocketChannel channel = connect();

		private boolean waits;

		private boolean closes;

		CallerConnection(int caller) throws IOException {
			this.caller = caller;
		}

		private SocketChannel connect() throws IOException {
			SocketChannel connected = SocketChannel.open(HttpTransport.this.server);
			connected.setOption(StandardSocketOptions.TCP_NODELAY, true);
			connected.configureBlocking(false);
			connected.register(HttpTransport.this.selector, SelectionKey.OP_READ, this);
			return connected;
		}

		synchronized void send(byte[] request) throws IOException {
			this.waits = true;
			ByteBuffer bytes = ByteBuffer.wrap(request);
			while (bytes.hasRemaining()) {
				this.channel.write(bytes);
			}
		}

		/**
		 * Passes a complete answer or a broken connection to the listener. An idle
		 * connection may break.
		 */
		synchronized void onReadable() throws IOException {
			int length = 0;
			try {
				if (!readAnswer()) {
					return;
				}
				length = this.answer.position();
			}
			catch (IOException ex) {
				this.closes = true;
			}
			if (this.closes) {
				this.channel.close();
				this.channel = connect();
			}
			this.answer.clear();
			if (this.waits) {
				this.waits = false;
				HttpTransport.this.listener.onAnswer(this.caller, this.answer.array(), length);
			}
		}

		private boolean readAnswer() throws IOException {
			if (!this.answer.hasRemaining()) {
				throw new IOException("The answer is longer than " + MAX_ANSWER_BYTES + " bytes");
			}
			if (this.channel.read(this.answer) < 0) {
				throw new IOException("The server closed the connection");
			}
			return isComplete(new String(this.answer.array(), 0, this.answer.position(), StandardCharsets.ISO_8859_1));
		}

		/**
		 * Answers are JSON without line breaks, so the last chunk of a chunked body
		 * stands at the end of the text.
		 */
		private boolean isComplete(String text) {
			int body = text.indexOf(HEAD_END) + HEAD_END.length();
			if (body < HEAD_END.length()) {
				return false;
			}
			String head = text.substring(0, body).toLowerCase(Locale.ROOT);
			this.closes = head.contains("\r\nconnection: close\r\n");
			int length = head.indexOf(LENGTH) + LENGTH.length();
			return (length < LENGTH.length()) ? text.endsWith("\r\n0\r\n\r\n")
					: text.length() >= body + Integer.parseInt(head, length, head.indexOf('\r', length), 10);
		}

	}

}
