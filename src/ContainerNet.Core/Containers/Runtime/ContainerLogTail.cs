using Microsoft.Win32.SafeHandles;

namespace ContainerNet.Containers.Runtime;

/// <summary>Finds the last lines of a log from its end, so that a long log takes no longer than a short one.</summary>
internal static class ContainerLogTail
{
    private const int BlockSize = 16 * 1024;

    // The time, the stream and the sign for a part, and some more.
    private const int HeaderSize = 64;

    /// <summary>Where in the file the last lines begin; its length when none are wanted.</summary>
    public static long Find(SafeFileHandle file, int lines)
    {
        long start = RandomAccess.GetLength(file);
        int found = 0;
        bool isFirst = true;
        foreach (long record in RecordsFromEnd(file))
        {
            // The parts of a line stand before its end. At the file's end they are of a line that is still written.
            bool isPart = IsPart(file, record);
            if (!isPart || isFirst) found++;
            if (found > lines) return start;
            isFirst = false;
            start = record;
        }
        return start;
    }

    private static bool IsPart(SafeFileHandle file, long offset)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        header = header[..RandomAccess.Read(file, header, offset)];
        return ContainerLogRecord.TryParse(header, out ContainerLogRecord record) && record.IsPart;
    }

    // Where each record begins, the last one first.
    private static IEnumerable<long> RecordsFromEnd(SafeFileHandle file)
    {
        byte[] block = new byte[BlockSize];
        long length = RandomAccess.GetLength(file);
        for (long end = length; end > 0;)
        {
            long begin = Math.Max(0, end - BlockSize);
            int read = RandomAccess.Read(file, block.AsSpan(0, (int)(end - begin)), begin);
            for (int i = read - 1; i >= 0; i--)
            {
                if (block[i] == '\n' && begin + i + 1 < length) yield return begin + i + 1;
            }
            end = begin;
        }
        if (length > 0) yield return 0;
    }
}
