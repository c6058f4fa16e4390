package io.asyncreply.systema.capacity;

/**
 * Limits that fit the process. Each is a default, which a setting can replace.
 *
 * @param connections most open HTTP connections
 * @param waitingCallers most long polls
 * @param eventStreams most event streams
 * @param unfinishedBodies most request bodies that have not arrived completely
 * @param unfinishedBodyBytes most received bytes of all unfinished bodies together
 * @param unsentBytes most bytes of all answers together that callers have not read yet
 */
public record DefaultLimits(int connections, int waitingCallers, int eventStreams, int unfinishedBodies,
		long unfinishedBodyBytes, long unsentBytes) {

	private static final int MAX_CONNECTIONS = 16_384;

	private static final int MAX_WAITING_CALLERS = 10_000;

	private static final int MAX_EVENT_STREAMS = 2_000;

	private static final int MAX_UNFINISHED_BODIES = 4_096;

	/** Heap of an open connection with a waiting call, in bytes; measured with 4,000. */
	private static final long CONNECTION_BYTES = 32 * 1024;

	/** Heap of all that does not grow with the number of callers, in bytes. */
	private static final long FIXED_BYTES = 128 * 1024 * 1024;

	/** The ledger, the broker, the jars and the JVM need the other descriptors. */
	private static final long RESERVED_FILE_DESCRIPTORS = 128;

	/**
	 * Computes the limits. Connections can take nine sixteenths of the heap above 128
	 * MiB, unsent answers an eighth of the heap, and unfinished bodies a sixteenth.
	 * @param resources the heap and the file descriptors
	 * @return the limits, each at least 1
	 */
	public static DefaultLimits of(ProcessResources resources) {
		long heapBytes = resources.heapBytes();
		long connections = Math.min((heapBytes - FIXED_BYTES) * 9 / 16 / CONNECTION_BYTES,
				resources.fileDescriptors() - RESERVED_FILE_DESCRIPTORS);
		return new DefaultLimits(limit(connections, MAX_CONNECTIONS), limit(connections * 5 / 8, MAX_WAITING_CALLERS),
				limit(connections / 8, MAX_EVENT_STREAMS), limit(connections / 4, MAX_UNFINISHED_BODIES),
				heapBytes / 16, heapBytes / 8);
	}

	private static int limit(long value, int max) {
		return (int) Math.max(1, Math.min(value, max));
	}

}
