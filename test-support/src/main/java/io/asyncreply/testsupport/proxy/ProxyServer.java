package io.asyncreply.testsupport.proxy;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Consumer;

/**
 * Accepts connections on a port of the loopback address until it is closed.
 */
final class ProxyServer implements Closeable {

	private static final int BACKLOG = 128;

	private final ServerSocket socket;

	private final Consumer<Socket> connectionHandler;

	private final Thread thread = new Thread(this::accept, "fault-proxy-listener");

	private ProxyServer(ServerSocket socket, Consumer<Socket> connectionHandler) {
		this.socket = socket;
		this.connectionHandler = connectionHandler;
		this.thread.setDaemon(true);
	}

	static ProxyServer open(int port, Consumer<Socket> connectionHandler) {
		try {
			ProxyServer proxyServer = new ProxyServer(new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress()),
					connectionHandler);
			proxyServer.thread.start();
			return proxyServer;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		try {
			this.socket.close();
			this.thread.join();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void accept() {
		while (!this.socket.isClosed()) {
			try {
				this.connectionHandler.accept(this.socket.accept());
			}
			catch (IOException ex) {
				// The server is closed, or the client has disconnected already.
			}
		}
	}

}
