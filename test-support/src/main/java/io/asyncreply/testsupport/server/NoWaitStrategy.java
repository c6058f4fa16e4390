package io.asyncreply.testsupport.server;

import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;

/**
 * Does not wait for a container. The callers wait by protocol, in the same way for
 * containers and local processes.
 */
final class NoWaitStrategy extends AbstractWaitStrategy {

	@Override
	protected void waitUntilReady() {
	}

}
