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
	 * Puts two sockets together.
	 * @param proxy told at the end
	 * @param flows how bytes pass
	 * @param client leads to who connected
	 * @param server leads to who is connected to
	 */
	ProxiedConnection(FaultProxy proxy, TrafficState flows, Socket client, Socket server) {
		this.proxy = proxy;
		this.client = client;
		this.server = server;
		this.threads = List.of(thread(new ByteRelay(TrafficDirection.TO_SERVER, flows, client, server)),
				thread(new ByteRelay(TrafficDirection.TO_CLIENT, flows, server, client)));
	}

	void start() {
		this.threads.forEach(Thread::start);
	}

	/** Ends it as a machine that was restarted would. */
	void reset() {
		end(true);
	}

	void join() throws InterruptedException {
		for (Thread thread : this.threads) {
			thread.join();
		}
	}

	private Thread thread(ByteRelay pump) {
		Thread thread = new Thread(() -> run(pump), "fault-proxy");
		thread.setDaemon(true);
		return thread;
	}

	private void run(ByteRelay pump) {
		try {
			if (pump.carry()) {
				end(false);
			}
			else {
				this.proxy.reset();
			}
		}
		catch (IOException | InterruptedException ex) {
			end(true);
		}
	}

	private synchronized void end(boolean abruptly) {
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
		this.proxy.forget(this);
	}

}
