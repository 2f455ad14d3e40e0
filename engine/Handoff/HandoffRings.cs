using Falcon.Steering.Routing;

namespace Falcon.Engine.Handoff;

/// <summary>The ways between the workers: an inbox for each pair of workers and each stage that may be handed over, and a doorbell per worker.</summary>
public sealed class HandoffRings : IDisposable
{
    /// <summary>Two deep turns: one that is being worked on and one that waits.</summary>
    public const int InboxCapacity = 2048;

    private readonly Inbox?[] _inboxes;
    private readonly Doorbell[] _doorbells;

    /// <summary>Makes all inboxes, empty.</summary>
    /// <param name="workers">How many workers there are; at least 1.</param>
    public HandoffRings(int workers)
    {
        Workers = workers;
        _doorbells = [.. Enumerable.Range(0, workers).Select(_ => new Doorbell())];
        _inboxes = new Inbox[workers * workers * SteeredStages.Count];
        foreach (SteeredStage stage in SteeredStages.All)
        {
            for (int from = 0; from < workers; from++)
            {
                for (int to = 0; to < workers; to++)
                {
                    if (from != to) _inboxes[IndexOf(from, to, stage)] = new Inbox(InboxCapacity);
                }
            }
        }
    }

    /// <summary>How many workers there are.</summary>
    public int Workers { get; }

    /// <summary>Frames that lie in inboxes. Any thread; at once out of date unless the workers rest.</summary>
    public int Frames => _inboxes.Sum(inbox => inbox?.Count ?? 0);

    /// <summary>Frames that wait for a worker. Any thread.</summary>
    public int FramesFor(int worker) => SteeredStages.All.ToArray()
        .Sum(stage => Enumerable.Range(0, Workers).Sum(from => _inboxes[IndexOf(from, worker, stage)]?.Count ?? 0));

    /// <summary>Positions behind all that a worker has published, for <see cref="HasCompleted"/>. Any thread.</summary>
    public IReadOnlyList<long> PublishedBy(int worker) => [.. InboxesOf(worker).Select(inbox => inbox.Published)];

    /// <summary>Whether all that a worker had published up to these positions has left the pipelines. Any thread.</summary>
    public bool HasCompleted(int worker, IReadOnlyList<long> positions) =>
        InboxesOf(worker).Zip(positions).All(pair => pair.First.Completed >= pair.Second);

    /// <summary>What a worker is woken by.</summary>
    public Doorbell DoorbellOf(int worker) => _doorbells[worker];

    /// <summary>The way from one worker to another into a stage; the two differ.</summary>
    internal Inbox Between(int from, int to, SteeredStage stage) => _inboxes[IndexOf(from, to, stage)]!;

    /// <summary>Closes the doorbells; the workers must have ended.</summary>
    public void Dispose()
    {
        foreach (Doorbell doorbell in _doorbells) doorbell.Dispose();
    }

    private IEnumerable<Inbox> InboxesOf(int sender) => SteeredStages.All.ToArray()
        .SelectMany(stage => Enumerable.Range(0, Workers).Select(to => _inboxes[IndexOf(sender, to, stage)])).OfType<Inbox>();

    private int IndexOf(int from, int to, SteeredStage stage) => ((int)stage * Workers + from) * Workers + to;
}
