package io.asyncreply.benchmarks.bulk;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What System A keeps in its heap.
 */
public final class Heap {

	private static final double MEBIBYTE = 1024 * 1024;

	private final SystemA systemA;

	private final long pid;

	/**
	 * Makes the meter.
	 * @param systemA the system
	 * @param pid its process
	 */
	public Heap(SystemA systemA, long pid) {
		this.systemA = systemA;
		this.pid = pid;
	}

	/**
	 * Measures what is left after a collection.
	 * @return in MiB
	 * @throws IOException if the collection cannot be asked for
	 * @throws InterruptedException if it is interrupted
	 */
	public double mebibytes() throws IOException, InterruptedException {
		String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
		Process collection = new ProcessBuilder(jcmd, Long.toString(this.pid), "GC.run").redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		if (collection.waitFor() != 0) {
			throw new IOException("jcmd ended with " + collection.exitValue());
		}
		return this.systemA.metric("jvm.memory.used?tag=area:heap") / MEBIBYTE;
	}

}
