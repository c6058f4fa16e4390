package io.asyncreply.systema.web.http;

import org.jspecify.annotations.Nullable;

/**
 * Source of the chunks of a streaming response. Used by one thread at a time.
 */
public interface ChunkSource {

	/**
	 * Removes the next chunk.
	 * @return the bytes of the chunk, which can be shared and must not be changed; null
	 * if there is none at the moment
	 */
	byte @Nullable [] poll();

	/** Whether no more chunks will follow. */
	boolean isFinished();

}
