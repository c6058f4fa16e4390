package io.asyncreply.systema.capacity;

import java.lang.management.ManagementFactory;

import com.sun.management.UnixOperatingSystemMXBean;

/**
 * Resources that limit what System A can hold at once.
 *
 * @param heapBytes largest size of the heap in bytes
 * @param fileDescriptors most open files and connections together
 */
public record ProcessResources(long heapBytes, long fileDescriptors) {

	/**
	 * Reads the resources of this process.
	 * @return the resources; file descriptors are unlimited on an operating system that
	 * does not report them
	 */
	public static ProcessResources ofThisProcess() {
		long fileDescriptors = (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)
				? unix.getMaxFileDescriptorCount() : Long.MAX_VALUE;
		return new ProcessResources(Runtime.getRuntime().maxMemory(), fileDescriptors);
	}

}
