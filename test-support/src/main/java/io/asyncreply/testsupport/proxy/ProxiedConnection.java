package io.asyncreply.testsupport.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.List;

/**
 * One connection through a {@link FaultProxy}: two sockets and a thread for each
 * direction.
 */
final class ProxiedConnection {

	private final FaultProxy proxy;

	private final Socket client;

	private final Socket server;

	private final List<Thread> threads;

	/**
	 * Connects two sockets.
	 * @param proxy the proxy that lists this connection
	 * @param trafficState the shaping of the traffic
	 * @param client the socket of the client
	 * @param server the socket of the server
	 */
	ProxiedConnection(FaultProxy proxy, TrafficState trafficState, Socket client, Socket server) {
		this.proxy = proxy;
		this.client = client;
		this.server = server;
		this.threads = List.of(newThread(new ByteRelay(TrafficDirection.TO_SERVER, trafficState, client, server)),
				newThread(new ByteRelay(TrafficDirection.TO_CLIENT, trafficState, server, client)));
	}

	void start() {
		this.threads.forEach(Thread::start);
	}

	/** Resets both sockets, as after a restart of a machine. */
	void reset() {
		closeSockets(true);
	}

	void join() throws InterruptedException {
		for (Thread thread : this.threads) {
			thread.join();
		}
	}

	private Thread newThread(ByteRelay byteRelay) {
		Thread thread = new Thread(() -> run(byteRelay), "fault-proxy");
		thread.setDaemon(true);
		return thread;
	}

	private void run(ByteRelay byteRelay) {
		try {
			if (byteRelay.relay()) {
				closeSockets(false);
			}
			else {
				this.proxy.reset();
			}
		}
		catch (IOException | InterruptedException ex) {
			closeSockets(true);
		}
	}

	private synchronized void closeSockets(boolean abruptly) {
		for (Socket socket : List.of(this.client, this.server)) {
			try {
				if (abruptly && !socket.isClosed()) {
					socket.setSoLinger(true, 0);
				}
				socket.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		this.threads.forEach(Thread::interrupt);
		this.proxy.remove(this);
	}

}
