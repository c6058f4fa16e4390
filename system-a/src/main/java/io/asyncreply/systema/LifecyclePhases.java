package io.asyncreply.systema;

import org.springframework.boot.web.server.context.WebServerApplicationContext;

/**
 * When parts of System A start and, in the opposite order, stop.
 */
public final class LifecyclePhases {

	/**
	 * For what has to outlast the web server: while it drains, requests are still
	 * published and callers who wait are still woken.
	 */
	public static final int STOP_AFTER_WEB_SERVER = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE - 2048;

	/** For what helps the web server to drain. */
	public static final int STOP_WITH_WEB_SERVER = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;

	private LifecyclePhases() {
	}

}
