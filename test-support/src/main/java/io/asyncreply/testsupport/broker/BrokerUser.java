package io.asyncreply.testsupport.broker;

/**
 * A user of the test broker.
 *
 * @param name the user's name
 * @param password a password that is only valid for test brokers
 */
public record BrokerUser(String name, String password) {

	/** Has all permissions on all virtual hosts. */
	public static final BrokerUser ADMINISTRATOR = new BrokerUser("guest", "guest");

	/** Has the permissions of System A. */
	public static final BrokerUser SYSTEM_A = new BrokerUser("system-a", "system-a-in-tests");

	/** Has the permissions of System B. */
	public static final BrokerUser SYSTEM_B = new BrokerUser("system-b", "system-b-in-tests");

}
