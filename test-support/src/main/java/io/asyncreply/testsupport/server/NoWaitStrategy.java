package io.asyncreply.testsupport.server;

import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;

/**
 * Leaves the waiting to those who know the protocol; it is the same for containers and
 * local processes, and the same for first starts and later ones.
 */
final class NoWaitStrategy extends AbstractWaitStrategy {

	@Override
	protected void waitUntilReady() {
	}

}
