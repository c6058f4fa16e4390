package io.asyncreply.systema.web.http;

import org.jspecify.annotations.Nullable;

/**
 * What a caller is told bit by bit. Told by one thread at a time.
 */
public interface ChunkSource {

	/**
	 * Goes on.
	 * @return the next text; null if there is nothing to tell for the moment
	 */
	@Nullable String poll();

	/** Whether all is told. */
	boolean isFinished();

}
