package io.asyncreply.systema.web.tomcat;

import java.io.IOException;
import java.nio.channels.SelectionKey;

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;

/**
 * Channel that closes in two steps, so that a client that still sends can read the last
 * response instead of a connection reset.
 */
final class LingeringChannel extends NioChannel {

	private final LingeringCloser lingeringCloser;

	LingeringChannel(SocketBufferHandler buffer, LingeringCloser lingeringCloser) {
		super(buffer);
		this.lingeringCloser = lingeringCloser;
	}

	@Override
	public void close() throws IOException {
		SelectionKey key = (this.socketWrapper != null) ? this.sc.keyFor(this.socketWrapper.getPoller().getSelector())
				: null;
		if (key != null) {
			key.cancel();
		}
		this.lingeringCloser.close(this.sc);
	}

}
