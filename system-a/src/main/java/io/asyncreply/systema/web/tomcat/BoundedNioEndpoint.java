package io.asyncreply.systema.web.tomcat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.asyncreply.systema.web.peer.PeerAddress;
import io.asyncreply.systema.web.peer.PeerSemaphore;
import org.apache.coyote.Constants;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Endpoint that gives each peer a share of the connections, and disconnects a client that
 * takes longer for the head of a call than half the connection timeout.
 */
final class BoundedNioEndpoint extends NioEndpoint {

	private final Map<SocketChannel, PeerAddress> peers = new ConcurrentHashMap<>();

	private final LingeringCloser lingeringCloser = new LingeringCloser();

	/** The connections whose heads were slow at the last check. */
	private Map<SocketWrapperBase<NioChannel>, Long> slowHeads = Map.of();

	private PeerSemaphore slots = new PeerSemaphore(Integer.MAX_VALUE, 1);

	BoundedNioEndpoint() {
		// Tomcat removes each connection from its map exactly once.
		this.connections = new ConcurrentHashMap<>() {
			@Override
			public @Nullable SocketWrapperBase<NioChannel> remove(Object socket) {
				release(socket);
				return super.remove(socket);
			}
		};
	}

	/**
	 * Sets the slots of the connections.
	 * @param slots one permit for each connection
	 */
	void setSlots(PeerSemaphore slots) {
		this.slots = slots;
	}

	/** Returns whether so many connections are open that idle ones must be closed. */
	boolean isCrowded() {
		return getMaxConnections() > 0 && this.connections.size() > getMaxConnections() * 5L / 8;
	}

	/**
	 * Disconnects the clients whose heads were too slow at the previous check too. A call
	 * that ends at this moment looks like a head, but not at two checks.
	 */
	void endSlowHeads() {
		Map<SocketWrapperBase<NioChannel>, Long> slow = findSlowHeads();
		slow.forEach((connection, start) -> {
			if (start.equals(this.slowHeads.get(connection))) {
				connection.setError(new SocketTimeoutException("The head of the call is too slow"));
				processSocket(connection, SocketEvent.ERROR, true);
			}
		});
		this.slowHeads = slow;
	}

	/** Returns the time at which each slow head began. */
	private Map<SocketWrapperBase<NioChannel>, Long> findSlowHeads() {
		Map<SocketWrapperBase<NioChannel>, Long> slow = new HashMap<>();
		long startedBefore = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(getConnectionTimeout() / 2);
		for (SocketWrapperBase<NioChannel> connection : this.connections.values()) {
			if (connection.getCurrentProcessor() instanceof Processor processor && isInHead(processor)
					&& processor.getRequest().getStartTimeNanos() - startedBefore < 0) {
				slow.put(connection, processor.getRequest().getStartTimeNanos());
			}
		}
		return slow;
	}

	@Override
	protected boolean setSocketOptions(SocketChannel socket) {
		if (!acquire(socket)) {
			destroySocket(socket);
			return false;
		}
		boolean accepted = super.setSocketOptions(socket);
		if (!socket.isOpen()) {
			release(socket);
		}
		return accepted;
	}

	@Override
	protected NioChannel createChannel(SocketBufferHandler buffer) {
		return isSSLEnabled() ? super.createChannel(buffer) : new LingeringChannel(buffer, this.lingeringCloser);
	}

	@Override
	public void stopInternal() {
		this.lingeringCloser.shutdown();
		super.stopInternal();
	}

	private boolean acquire(SocketChannel socket) {
		try {
			if (socket.getRemoteAddress() instanceof InetSocketAddress address) {
				PeerAddress peer = PeerAddress.of(address.getAddress());
				if (!this.slots.tryAcquire(peer, 1)) {
					return false;
				}
				this.peers.put(socket, peer);
			}
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private void release(Object socket) {
		PeerAddress peer = this.peers.remove(socket);
		if (peer != null) {
			this.slots.release(peer, 1);
		}
	}

	/** Between two packets of a head, Tomcat reports the stage as ended. */
	private static boolean isInHead(Processor processor) {
		Request request = processor.getRequest();
		int stage = request.getRequestProcessor().getStage();
		return !processor.isAsync() && request.getStartTimeNanos() >= 0
				&& (stage == Constants.STAGE_PARSE || stage == Constants.STAGE_ENDED);
	}

}
