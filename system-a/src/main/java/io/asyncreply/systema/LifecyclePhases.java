package io.asyncreply.systema;

import org.springframework.boot.web.server.context.WebServerApplicationContext;

/**
 * Phases in which parts of System A start and, in reverse order, stop.
 */
public final class LifecyclePhases {

	/**
	 * Phase of parts that stop after the web server: while it drains, requests are still
	 * published and long polls are still answered.
	 */
	public static final int STOP_AFTER_WEB_SERVER = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE - 2048;

	/** Phase of parts that help the web server to drain. */
	public static final int STOP_WITH_WEB_SERVER = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;

	private LifecyclePhases() {
	}

}
