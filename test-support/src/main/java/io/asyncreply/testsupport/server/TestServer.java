package io.asyncreply.testsupport.server;

import java.util.List;

/**
 * A broker or database for tests, in a container or as a local process. It keeps its port
 * and its data across restarts.
 */
public sealed interface TestServer permits ContainerServer, LocalServer {

	/** Starts the server, without waiting until it answers. */
	void start();

	void kill();

	/** Shuts the server down and waits until it has ended. */
	void stop();

	void pause();

	void resume();

	/** Kills the server and deletes its data. */
	void erase();

	/** Runs a command on the machine of the server and returns its output. */
	String execute(List<String> command);

	/**
	 * Writes a file on the machine of the server.
	 * @return the path of the file there
	 */
	String writeFile(String name, String content);

	/** Returns the output of the server. */
	String log();

}
