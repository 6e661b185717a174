using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace ContainerNet.Containers.Lifecycle;

/// <summary>
/// Does work for several containers at once: most of it is waiting. Each has a thread of its own, and what it says and what
/// becomes of it reaches the caller on the caller's own thread.
/// </summary>
internal static class Together
{
    /// <summary>Does the work for each, and gives what came of it, the first to be done first.</summary>
    /// <param name="names">The containers.</param>
    /// <param name="work">Does it for one; it is given whom to tell its steps.</param>
    /// <param name="tell">Told each step, while the result is enumerated.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled. It is thrown once all of it has ended.</exception>
    public static IEnumerable<ContainerOutcome> Run(IReadOnlyList<string> names, Func<string, Action<string>?, NetContainer?> work, Action<string>? tell)
    {
        using var said = new BlockingCollection<object>();
        Action<string>? say = tell is null ? null : said.Add;
        string[] distinct = [.. names.Distinct()];
        Task[] tasks = [.. distinct.Select(name => Task.Factory.StartNew(() => said.Add(Attempt(name, work, say)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        ExceptionDispatchInfo? fault = null;
        try
        {
            for (int left = distinct.Length; left > 0;)
            {
                object next = said.Take();
                if (next is string line)
                {
                    tell!(line);
                    continue;
                }
                left--;
                if (next is ContainerOutcome outcome) yield return outcome;
                else fault ??= (ExceptionDispatchInfo)next;
            }
        }
        finally
        {
            // A caller that wants no more of it does not end what is begun.
            Task.WaitAll(tasks);
        }
        fault?.Throw();
    }

    private static object Attempt(string name, Func<string, Action<string>?, NetContainer?> work, Action<string>? say)
    {
        try
        {
            return new ContainerOutcome(name, work(name, say), Error: null);
        }
        catch (ContainerNetException e)
        {
            return new ContainerOutcome(name, Container: null, e);
        }
#pragma warning disable CA1031 // Thrown again on the caller's thread.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return ExceptionDispatchInfo.Capture(e);
        }
    }
}
