package io.asyncreply.messaging;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Creates numbered daemon threads.
 */
public final class DaemonThreadFactory extends CustomizableThreadFactory {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates a factory.
	 * @param namePrefix prefix of the thread names, before the number
	 */
	public DaemonThreadFactory(String namePrefix) {
		super(namePrefix);
		setDaemon(true);
	}

}
