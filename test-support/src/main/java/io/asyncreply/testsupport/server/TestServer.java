package io.asyncreply.testsupport.server;

import java.util.List;

/**
 * A broker or database of the tests, in a container or as a local process; it keeps its
 * port and its data from one start to the next.
 */
public sealed interface TestServer permits ContainerServer, LocalServer {

	/** Starts it, without waiting until it answers. */
	void start();

	void kill();

	/** Ends it in good order and waits until it has ended. */
	void stop();

	void pause();

	void resume();

	/** Kills it and deletes its data. */
	void erase();

	/** Runs a command where the server runs and returns its output. */
	String execute(List<String> command);

	/**
	 * Writes a file where the server runs.
	 * @return its path there
	 */
	String writeFile(String name, String content);

	/** What to look at when it does not answer. */
	String log();

}
