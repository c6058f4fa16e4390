package io.asyncreply.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends text to an HTTP server of this machine as it is, also calls that are invalid,
 * incomplete or never read. A read fails after 30 s without a byte.
 */
public final class RawHttpClient implements AutoCloseable {

	private static final int TIMEOUT_MILLIS = 30_000;

	private final InetSocketAddress server;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	/**
	 * Creates a client without connections.
	 * @param port the port of the server
	 */
	public RawHttpClient(int port) {
		this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
	}

	/** Opens a connection. */
	public Socket open() throws IOException {
		return connect(new Socket());
	}

	/**
	 * Opens a connection that takes little of an answer that nobody reads.
	 * @param receiveBuffer the size of its receive buffer in bytes
	 */
	public Socket open(int receiveBuffer) throws IOException {
		Socket socket = new Socket();
		socket.setReceiveBufferSize(receiveBuffer);
		return connect(socket);
	}

	/**
	 * Opens a connection and sends a text.
	 * @param text the whole call or its beginning, in ISO 8859-1
	 */
	public Socket send(String text) throws IOException {
		Socket socket = open();
		socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
		return socket;
	}

	/**
	 * Sends a text on a connection of its own.
	 * @param text the whole call, in ISO 8859-1
	 * @return everything until the server closes the connection, as ISO 8859-1
	 */
	public String exchange(String text) throws IOException {
		try (Socket socket = send(text)) {
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
		}
	}

	/** Closes all connections. */
	@Override
	public void close() {
		try {
			for (Socket socket : this.sockets) {
				socket.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Socket connect(Socket socket) throws IOException {
		this.sockets.removeIf(Socket::isClosed);
		this.sockets.add(socket);
		socket.setSoTimeout(TIMEOUT_MILLIS);
		socket.connect(this.server);
		return socket;
	}

}
