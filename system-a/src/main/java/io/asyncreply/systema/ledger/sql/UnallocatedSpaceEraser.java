package io.asyncreply.systema.ledger.sql;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Overwrites the unallocated bytes between the cell pointers and the cells of B-tree
 * pages in a SQLite file. SQLite's {@code secure_delete} overwrites deleted cells, but
 * leaves copies there of the cells that it has moved to other pages.
 */
final class UnallocatedSpaceEraser {

	/** The first byte of overflow and free pages is below this number of pages 0 or 1. */
	private static final long MAX_PAGES = 1L << 25;

	private static final int HEADER_LENGTH = 100;

	private static final int LEAF_TABLE = 13;

	private static final int LEAF_INDEX = 10;

	private static final int INTERIOR_TABLE = 5;

	private static final int INTERIOR_INDEX = 2;

	private final FileChannel file;

	private long nextPage;

	private long pagesLeft;

	/**
	 * Creates an eraser.
	 * @param file the file of the database; it has to stay open until the last connection
	 * is closed, because closing it releases the locks of SQLite in this process
	 */
	UnallocatedSpaceEraser(FileChannel file) {
		this.file = file;
	}

	/** Lets the next calls go through the whole file. */
	void restart() {
		this.pagesLeft = Long.MAX_VALUE;
	}

	boolean isComplete() {
		return this.pagesLeft == 0;
	}

	/**
	 * Erases a slice of the file. The caller keeps others from writing to the file.
	 * @param bytes the length of the slice
	 */
	void eraseSlice(int bytes) throws IOException {
		ByteBuffer header = read(0, HEADER_LENGTH);
		int pageSize = (header.getShort(16) == 1) ? 65_536 : Short.toUnsignedInt(header.getShort(16));
		boolean hasPointerMap = header.getInt(52) != 0;
		long pages = (pageSize > 0) ? this.file.size() / pageSize : 0;
		if (pages == 0 || pages > MAX_PAGES || hasPointerMap) {
			this.pagesLeft = 0;
			return;
		}
		this.pagesLeft = Math.min(this.pagesLeft, pages);
		this.nextPage %= pages;
		int count = (int) Math.min(Math.min(bytes / pageSize, this.pagesLeft), pages - this.nextPage);
		erasePages(read(this.nextPage * pageSize, count * pageSize), pageSize);
		this.nextPage += count;
		this.pagesLeft -= count;
	}

	private void erasePages(ByteBuffer pages, int pageSize) throws IOException {
		boolean changed = false;
		for (int offset = 0; offset + pageSize <= pages.limit(); offset += pageSize) {
			boolean first = this.nextPage == 0 && offset == 0;
			changed |= erasePage(pages.slice(offset, pageSize), this.nextPage * pageSize + offset,
					first ? HEADER_LENGTH : 0);
		}
		if (changed) {
			this.file.force(false);
		}
	}

	private boolean erasePage(ByteBuffer page, long position, int header) throws IOException {
		int type = page.get(header);
		boolean leaf = type == LEAF_TABLE || type == LEAF_INDEX;
		if (!leaf && type != INTERIOR_TABLE && type != INTERIOR_INDEX) {
			return false;
		}
		int start = header + (leaf ? 8 : 12) + 2 * Short.toUnsignedInt(page.getShort(header + 3));
		int end = Short.toUnsignedInt(page.getShort(header + 5));
		if (start >= end || end > page.limit() || isZero(page, start, end)) {
			return false;
		}
		this.file.write(ByteBuffer.allocate(end - start), position + start);
		return true;
	}

	private static boolean isZero(ByteBuffer page, int start, int end) {
		for (int i = start; i < end; i++) {
			if (page.get(i) != 0) {
				return false;
			}
		}
		return true;
	}

	private ByteBuffer read(long position, int length) throws IOException {
		ByteBuffer buffer = ByteBuffer.allocate(length);
		while (buffer.hasRemaining() && this.file.read(buffer, position + buffer.position()) >= 0) {
			// The next part.
		}
		return buffer.flip();
	}

}
