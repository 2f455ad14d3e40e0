using Falcon.Steering.Routing;

namespace Falcon.Engine.Handoff;

/// <summary>
/// The paths between the workers: an inbox for each pair of workers and each stage whose frames may be handed over, and a doorbell per
/// worker.
/// </summary>
public sealed class HandoffRings : IDisposable
{
    /// <summary>The frames of two deep turns: one in work and one waiting.</summary>
    public const int InboxCapacity = 2048;

    private readonly Inbox?[] _inboxes;
    private readonly Doorbell[] _doorbells;

    /// <summary>Makes empty inboxes.</summary>
    /// <param name="workers">The number of workers; at least 1.</param>
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

    /// <summary>The number of workers.</summary>
    public int Workers { get; }

    /// <summary>The frames in all inboxes. Any thread; out of date at once unless the workers rest.</summary>
    public int Frames => _inboxes.Sum(inbox => inbox?.Count ?? 0);

    /// <summary>The frames that wait for a worker. Any thread.</summary>
    public int FramesFor(int worker) => SteeredStages.All.ToArray()
        .Sum(stage => Enumerable.Range(0, Workers).Sum(from => _inboxes[IndexOf(from, worker, stage)]?.Count ?? 0));

    /// <summary>The positions behind everything a worker has published, for <see cref="HasCompleted"/>. Any thread.</summary>
    public IReadOnlyList<long> PublishedBy(int worker) => [.. InboxesOf(worker).Select(inbox => inbox.Published)];

    /// <summary>Whether everything a worker had published up to these positions has left the pipelines. Any thread.</summary>
    public bool HasCompleted(int worker, IReadOnlyList<long> positions) =>
        InboxesOf(worker).Zip(positions).All(pair => pair.First.Completed >= pair.Second);

    /// <summary>The doorbell that wakes a worker.</summary>
    public Doorbell DoorbellOf(int worker) => _doorbells[worker];

    /// <summary>The inbox from one worker to another for a stage; the workers must differ.</summary>
    internal Inbox Between(int from, int to, SteeredStage stage) => _inboxes[IndexOf(from, to, stage)]!;

    /// <summary>Closes the doorbells. The workers must have ended.</summary>
    public void Dispose()
    {
        foreach (Doorbell doorbell in _doorbells) doorbell.Dispose();
    }

    private IEnumerable<Inbox> InboxesOf(int sender) => SteeredStages.All.ToArray()
        .SelectMany(stage => Enumerable.Range(0, Workers).Select(to => _inboxes[IndexOf(sender, to, stage)])).OfType<Inbox>();

    private int IndexOf(int from, int to, SteeredStage stage) => ((int)stage * Workers + from) * Workers + to;
}
