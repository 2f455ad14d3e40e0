namespace Falcon.Steering.Routing;

/// <summary>
/// Where one worker, the producer of frames for the steered stages, sends each bucket's frames. It follows the <see cref="Placement"/>,
/// but keeps order: a bucket moves only when all its frames that this worker sent have left the stage they were sent to and all stages
/// after it. One thread; allocates only in its constructor.
///
/// A turn: call <see cref="SetCompleted"/> for every inbox, then <see cref="BeginTurn"/>, the only call that changes targets. Call
/// <see cref="Route"/> for each frame, held frames first, and <see cref="Sent"/> for each frame that went to an inbox. A bucket that does
/// not drain is held after some turns: its frames wait with the producer until those before them are done. The producer keeps turning
/// while <see cref="Holds"/> is not 0. If it has no room for held frames, it calls <see cref="AbortHolds"/>: they go where the earlier
/// ones went, and the move starts again.
/// </summary>
public sealed class BucketRouter
{
    /// <summary>The answer of <see cref="Route"/> for a bucket whose frames must wait with the producer.</summary>
    public const int Hold = -2;

    /// <summary>Turns that a bucket may take to drain before it is held.</summary>
    public const int DefaultPatience = 16;

    /// <summary>
    /// Most buckets of a stage held at a time, so that the room for held frames suffices when many buckets move under load.
    /// </summary>
    public const int MostHolds = 32;

    private readonly Placement _placement;
    private readonly int _self;
    private readonly int _sender;
    private readonly int _patience;
    private readonly short[] _routes; // Route reads only this, for every frame
    private readonly long[] _ends; // position after the bucket's last frame in its target's inbox
    private readonly long[] _completed;
    private readonly int[] _steered = new int[SteeredStages.Count]; // buckets that are not inline
    private readonly PendingMoves[] _moves;
    private long _seenVersion;
    private int _pending;

    /// <summary>Makes a router with everything inline.</summary>
    /// <param name="placement">The placement to follow.</param>
    /// <param name="self">The worker it belongs to.</param>
    /// <param name="patience">Turns that a bucket may take to drain before it is held.</param>
    /// <param name="sender">
    /// Where Encapsulate runs if the placement says inline: <see cref="Placement.Inline"/>, or the worker that sends for this one if it has
    /// no lane to the wire.
    /// </param>
    public BucketRouter(Placement placement, int self, int patience = DefaultPatience, int sender = Placement.Inline)
    {
        _placement = placement;
        _self = self;
        _sender = sender;
        _patience = patience;
        _routes = new short[SteeredStages.Count * placement.Buckets];
        Array.Fill<short>(_routes, Placement.Inline);
        _ends = new long[_routes.Length];
        _completed = new long[SteeredStages.Count * placement.Workers];
        _moves = Array.ConvertAll(SteeredStages.All.ToArray(), _ => new PendingMoves(placement.Buckets));
        for (int bucket = 0; bucket < placement.Buckets; bucket++) SetRoute(SteeredStage.Encapsulate, bucket, sender);
    }

    /// <summary>What it has done. Any thread may read.</summary>
    public RouterCounters Counters { get; } = new();

    /// <summary>Buckets that are held now.</summary>
    public int Holds { get; private set; }

    /// <summary>False moves buckets at once, which reorders frames. For tests that show what the rule prevents.</summary>
    internal bool KeepOrder { get; init; } = true;

    /// <summary>Whether <see cref="BeginTurn"/> has nothing to do: everything is where the placement wants it.</summary>
    public bool IsQuiet => _pending == 0 && _seenVersion == _placement.Version;

    /// <summary>Whether frames of a stage need <see cref="Route"/>. If not, all of them are inline.</summary>
    public bool IsSteered(SteeredStage stage) => _steered[(int)stage] != 0;

    /// <summary>Where a bucket's frames go now: a worker, <see cref="Placement.Inline"/> or <see cref="Hold"/>.</summary>
    public int Route(SteeredStage stage, int bucket) => _routes[_placement.IndexOf(stage, bucket)];

    /// <summary>Notes that a frame of the bucket went into the inbox of the worker that <see cref="Route"/> gave.</summary>
    /// <param name="stage">The stage it was sent to.</param>
    /// <param name="bucket">Its bucket.</param>
    /// <param name="position">Frames ever sent to that inbox, including this one.</param>
    public void Sent(SteeredStage stage, int bucket, long position) => _ends[_placement.IndexOf(stage, bucket)] = position;

    /// <summary>How many frames of this producer's inbox a worker has completed: they left the stage and all stages after it.</summary>
    public void SetCompleted(SteeredStage stage, int worker, long position) =>
        _completed[(int)stage * _placement.Workers + worker] = position;

    /// <summary>The positions from <see cref="SetCompleted"/>, by worker.</summary>
    public ReadOnlySpan<long> CompletedOf(SteeredStage stage) => _completed.AsSpan((int)stage * _placement.Workers, _placement.Workers);

    /// <summary>
    /// Moves drained buckets and holds those that have waited long enough. Only held frames may be left from the last turn.
    /// </summary>
    public void BeginTurn()
    {
        long version = _placement.Version;
        if (version != _seenVersion)
        {
            _seenVersion = version;
            FindMoves();
        }

        // In the chain's order. A bucket that leaves its hold at Deliver sends its frames in this turn, so it is not drained before the
        // next.
        foreach (SteeredStage stage in SteeredStages.All) Advance(stage);
        _pending = 0;
        foreach (PendingMoves moves in _moves) _pending += moves.Count;
    }

    /// <summary>
    /// The producer has no more room for held frames of a stage: all of them go to their old target. The producer routes them before any
    /// other frame.
    /// </summary>
    public void AbortHolds(SteeredStage stage)
    {
        foreach (ref PendingMove move in _moves[(int)stage].All)
        {
            if (!move.IsHeld) continue;
            Release(stage, ref move, move.Target);
            move.TurnsWaited = 0;
            Counters.Aborts++;
        }
    }

    private void FindMoves()
    {
        foreach (SteeredStage stage in SteeredStages.All)
        {
            PendingMoves moves = _moves[(int)stage];
            for (int bucket = 0; bucket < _placement.Buckets; bucket++)
            {
                int now = Route(stage, bucket);
                if (now != Hold && now != WantedTarget(stage, bucket)) moves.Add(bucket, (short)now);
            }
        }
    }

    private void Advance(SteeredStage stage)
    {
        PendingMoves moves = _moves[(int)stage];
        for (int i = moves.Count - 1; i >= 0; i--)
        {
            if (IsDone(stage, ref moves.All[i])) moves.RemoveAt(i);
        }
    }

    private bool IsDone(SteeredStage stage, ref PendingMove move)
    {
        int wanted = WantedTarget(stage, move.Bucket);
        if (wanted == move.Target || IsDrained(stage, move))
        {
            Move(stage, ref move, wanted);
            return true;
        }

        if (!move.IsHeld && ++move.TurnsWaited >= _patience && _moves[(int)stage].Held < MostHolds) StartHold(stage, ref move);
        return false;
    }

    /// <summary>Whether no frame of the bucket is under way, so that a new one can overtake nothing.</summary>
    private bool IsDrained(SteeredStage stage, in PendingMove move)
    {
        if (!KeepOrder) return true;
        if (move.Target != Placement.Inline) return IsCompleted(stage, move.Bucket, move.Target);
        if (stage != SteeredStage.Coalesce) return true;

        // Frames coalesced here went on from here, perhaps to an inbox. Frames coalesced elsewhere would overtake them there.
        int next = Route(SteeredStage.Deliver, move.Bucket);
        return next != Hold && (next == Placement.Inline || IsCompleted(SteeredStage.Deliver, move.Bucket, next));
    }

    private bool IsCompleted(SteeredStage stage, int bucket, int target) =>
        CompletedOf(stage)[target] >= _ends[_placement.IndexOf(stage, bucket)];

    private void Move(SteeredStage stage, ref PendingMove move, int target)
    {
        if (target != move.Target)
        {
            _ends[_placement.IndexOf(stage, move.Bucket)] = 0;
            Counters.Moves++;
        }

        Release(stage, ref move, target);
    }

    private void StartHold(SteeredStage stage, ref PendingMove move)
    {
        move.IsHeld = true;
        SetRoute(stage, move.Bucket, Hold);
        _moves[(int)stage].Held++;
        Holds++;
        Counters.Holds++;
    }

    private void Release(SteeredStage stage, ref PendingMove move, int target)
    {
        SetRoute(stage, move.Bucket, target);
        if (!move.IsHeld) return;
        move.IsHeld = false;
        _moves[(int)stage].Held--;
        Holds--;
    }

    private void SetRoute(SteeredStage stage, int bucket, int target)
    {
        ref short route = ref _routes[_placement.IndexOf(stage, bucket)];
        if (route != Placement.Inline) _steered[(int)stage]--;
        if (target != Placement.Inline) _steered[(int)stage]++;
        route = (short)target;
    }

    private int WantedTarget(SteeredStage stage, int bucket)
    {
        int wanted = _placement.Wanted(stage, bucket);
        if (wanted != Placement.Inline && wanted != _self) return wanted;
        return stage == SteeredStage.Encapsulate ? _sender : Placement.Inline;
    }
}
