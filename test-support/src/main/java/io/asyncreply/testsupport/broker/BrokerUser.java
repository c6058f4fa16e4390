package io.asyncreply.testsupport.broker;

/**
 * Who connects to the broker of the tests.
 *
 * @param name the user's name
 * @param password a password that opens nothing but that broker
 */
public record BrokerUser(String name, String password) {

	/** May do everything, everywhere. */
	public static final BrokerUser ADMINISTRATOR = new BrokerUser("guest", "guest");

	/** May do what System A may. */
	public static final BrokerUser SYSTEM_A = new BrokerUser("system-a", "system-a-in-tests");

	/** May do what System B may. */
	public static final BrokerUser SYSTEM_B = new BrokerUser("system-b", "system-b-in-tests");

}
