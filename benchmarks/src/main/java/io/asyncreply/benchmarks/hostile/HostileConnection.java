package io.asyncreply.benchmarks.hostile;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * One connection of a hostile caller. It connects again when the server has closed it, or
 * after some turns if it cannot notice that.
 */
final class HostileConnection {

	/** The turns after which a silent caller connects again. */
	private static final int SILENT_TURNS = 40;

	private static final ByteBuffer SINK = ByteBuffer.allocateDirect(1 << 16);

	private final AttackKind kind;

	private final InetSocketAddress server;

	private final String peer;

	private final String path;

	private @Nullable SocketChannel channel;

	private ByteBuffer unsent = ByteBuffer.allocate(0);

	private long connects;

	private int turns;

	/**
	 * Creates a connection that is not open yet.
	 * @param peer local address
	 * @param path of a request with a large result
	 */
	HostileConnection(AttackKind kind, InetSocketAddress server, String peer, String path) {
		this.kind = kind;
		this.server = server;
		this.peer = peer;
		this.path = path;
	}

	/** How often it has connected. */
	long connects() {
		return this.connects;
	}

	/** Sends and reads what this kind of caller does in one turn, and never blocks. */
	void turn() {
		try {
			if (this.channel == null) {
				connect();
			}
			else if (this.channel.finishConnect()) {
				exchange(this.channel);
			}
		}
		catch (IOException ex) {
			close(); // the server has defended itself
		}
		catch (RuntimeException ex) {
			System.err.println("A hostile connection failed: " + ex); // the others go on
			close();
		}
	}

	void close() {
		if (this.channel != null) {
			try {
				this.channel.close();
			}
			catch (IOException ex) {
				// nothing is left to close
			}
			this.channel = null;
		}
	}

	private void connect() throws IOException {
		SocketChannel opened = SocketChannel.open();
		this.channel = opened;
		opened.configureBlocking(false);
		opened.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
		opened.bind(new InetSocketAddress(this.peer, 0));
		opened.connect(this.server);
		this.unsent = bytes(this.kind.first(this.path));
		this.connects++;
		this.turns = 0;
	}

	private void exchange(SocketChannel open) throws IOException {
		if (this.turns++ == SILENT_TURNS && this.kind.isSilent()) {
			throw new IOException("The server may have closed the connection");
		}
		if (!this.unsent.hasRemaining()) {
			this.unsent = bytes(this.kind.turn());
		}
		open.write(this.unsent);
		while (this.kind.isReading() && open.read(SINK.clear()) != 0) {
			if (SINK.position() == 0) {
				throw new IOException("The server has closed the connection");
			}
		}
	}

	private static ByteBuffer bytes(String text) {
		return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
	}

}
