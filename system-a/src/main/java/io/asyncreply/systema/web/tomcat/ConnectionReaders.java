package io.asyncreply.systema.web.tomcat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

import io.asyncreply.systema.web.http.StalledReaders;
import io.asyncreply.systema.web.peer.PeerAddress;
import org.jspecify.annotations.Nullable;

/**
 * Disconnects the stalled readers among the connections of the web server, once it has
 * started.
 */
final class ConnectionReaders implements StalledReaders {

	/** Tomcat checks the timeouts of connections as often. */
	private static final long MIN_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

	private volatile @Nullable LowMemoryHttp11Protocol protocol;

	private final AtomicLong lastNanos = new AtomicLong(System.nanoTime());

	void setProtocol(LowMemoryHttp11Protocol protocol) {
		this.protocol = protocol;
	}

	@Override
	public void disconnect(Predicate<PeerAddress> peers) {
		LowMemoryHttp11Protocol started = this.protocol;
		long last = this.lastNanos.get();
		long now = System.nanoTime();
		if (started != null && now - last >= MIN_INTERVAL_NANOS && this.lastNanos.compareAndSet(last, now)) {
			started.disconnectStalledReaders(peers);
		}
	}

}
