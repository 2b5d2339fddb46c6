package account

// Role is what a user is in the office.
type Role string

// The roles.
const (
	Administrator Role = "administrator" // users, reference data, everything a desk officer does
	Desk          Role = "desk"          // the standing office's desk officers: the whole record
	Leader        Role = "leader"        // minister's staff and heads: reads everything, approves slates, changes nothing else
	UnitCommander Role = "unit"          // commander of a formed unit: the people in its seats
	Officer       Role = "officer"       // an officer: the own file
	Partner       Role = "partner"       // outside partners: suppressed aggregates only
)

// Roles lists all roles, widest first.
func Roles() []Role {
	return []Role{Administrator, Desk, Leader, UnitCommander, Officer, Partner}
}

// Scope is how far a permission reaches.
type Scope string

// The scopes, from nothing to everything.
const (
	None      Scope = ""
	Own       Scope = "own"       // the actor's own file
	Unit      Scope = "unit"      // the people in the seats of the actor's unit
	Aggregate Scope = "aggregate" // counts after disclosure control, never people
	All       Scope = "all"       // every row
)

// Action is something one can do in the program.
type Action string

// The actions. A route, a command and a store function each name one.
const (
	SelfManage        Action = "self.manage"        // own password, language, theme
	HelpView          Action = "help.view"          //
	OverviewView      Action = "overview.view"      // the finding and the categories
	ParticipationView Action = "participation.view" // shares by any dimension
	PeopleView        Action = "people.view"        // the people behind a figure
	OfficerList       Action = "officer.list"       //
	OfficerView       Action = "officer.view"       //
	OfficerEdit       Action = "officer.edit"       //
	OfficerHistory    Action = "officer.history"    // the audit trail of one person
	ExpiryView        Action = "expiry.view"        // the work-list of what expires
	RosterImport      Action = "roster.import"      //
	RosterExport      Action = "roster.export"      //
	DeploymentView    Action = "deployment.view"    //
	DeploymentEdit    Action = "deployment.edit"    //
	NominationView    Action = "nomination.view"    //
	NominationEdit    Action = "nomination.edit"    //
	CallView          Action = "call.view"          // requests of the UN, who was told, the funnel
	CallEdit          Action = "call.edit"          //
	SlateView         Action = "slate.view"         // slates with the people on them
	SlateEdit         Action = "slate.edit"         // prepare, pin, ban, sign
	SlateApprove      Action = "slate.approve"      // never one's own slate
	PackMake          Action = "pack.make"          // papers that go abroad
	TrainingView      Action = "training.view"      // courses and assessments with the people on them
	TrainingEdit      Action = "training.edit"      //
	TaskView          Action = "task.view"          //
	TaskEdit          Action = "task.edit"          //
	OutlookView       Action = "outlook.view"       // how shares will develop, with what it rests on
	OutlookEdit       Action = "outlook.edit"       // posts, rotations, scenarios kept
	UnitView          Action = "unit.view"          // a formed unit's seats and who holds them
	UnitEdit          Action = "unit.edit"          //
	WorldView         Action = "world.view"         // published UN figures
	ReconcileView     Action = "reconcile.view"     // ours beside the UN's, line by line
	WorldImport       Action = "world.import"       //
	ReportMake        Action = "report.make"        // the monthly report
	SnapshotFreeze    Action = "snapshot.freeze"    //
	ReferenceView     Action = "reference.view"     // targets, ranks, missions and their sources
	ReferenceEdit     Action = "reference.edit"     //
	UserManage        Action = "user.manage"        //
	AuditView         Action = "audit.view"         //
	SystemCheck       Action = "system.check"       // doctor, backup
)

// Actions lists every action in the order of the permission table.
func Actions() []Action {
	actions := make([]Action, 0, len(permissions))
	for _, p := range permissions {
		actions = append(actions, p.action)
	}
	return actions
}

// permissions is the whole policy: one line an action, one column a role, in
// the order of Roles. It is printed in ARCHITECTURE.md and tested cell by cell.
var permissions = []struct {
	action Action
	scope  [6]Scope
}{
	//                   administrator desk  leader unit       officer    partner
	{SelfManage, [6]Scope{All, All, All, All, All, All}},
	{HelpView, [6]Scope{All, All, All, All, All, All}},
	{OverviewView, [6]Scope{All, All, All, Aggregate, Aggregate, Aggregate}},
	{ParticipationView, [6]Scope{All, All, All, Aggregate, Aggregate, Aggregate}},
	{PeopleView, [6]Scope{All, All, All, None, None, None}},
	{OfficerList, [6]Scope{All, All, All, Unit, None, None}},
	{OfficerView, [6]Scope{All, All, All, Unit, Own, None}},
	{OfficerEdit, [6]Scope{All, All, None, None, None, None}},
	{OfficerHistory, [6]Scope{All, All, None, None, Own, None}},
	{ExpiryView, [6]Scope{All, All, All, Unit, None, None}},
	{RosterImport, [6]Scope{All, All, None, None, None, None}},
	{RosterExport, [6]Scope{All, All, None, None, None, None}},
	{DeploymentView, [6]Scope{All, All, All, Unit, Own, None}},
	{DeploymentEdit, [6]Scope{All, All, None, None, None, None}},
	{NominationView, [6]Scope{All, All, All, None, Own, None}},
	{NominationEdit, [6]Scope{All, All, None, None, None, None}},
	{CallView, [6]Scope{All, All, All, None, None, None}},
	{CallEdit, [6]Scope{All, All, None, None, None, None}},
	{SlateView, [6]Scope{All, All, All, None, None, None}},
	{SlateEdit, [6]Scope{All, All, None, None, None, None}},
	{SlateApprove, [6]Scope{All, None, All, None, None, None}},
	{PackMake, [6]Scope{All, All, None, None, None, None}},
	{TrainingView, [6]Scope{All, All, All, None, None, None}},
	{TrainingEdit, [6]Scope{All, All, None, None, None, None}},
	{TaskView, [6]Scope{All, All, All, None, None, None}},
	{TaskEdit, [6]Scope{All, All, None, None, None, None}},
	{OutlookView, [6]Scope{All, All, All, None, None, None}},
	{OutlookEdit, [6]Scope{All, All, None, None, None, None}},
	{UnitView, [6]Scope{All, All, All, Unit, None, None}},
	{UnitEdit, [6]Scope{All, All, None, None, None, None}},
	{WorldView, [6]Scope{All, All, All, All, All, All}},
	{ReconcileView, [6]Scope{All, All, All, None, None, None}},
	{WorldImport, [6]Scope{All, All, None, None, None, None}},
	{ReportMake, [6]Scope{All, All, All, None, None, None}},
	{SnapshotFreeze, [6]Scope{All, All, None, None, None, None}},
	{ReferenceView, [6]Scope{All, All, All, All, All, All}},
	{ReferenceEdit, [6]Scope{All, None, None, None, None, None}},
	{UserManage, [6]Scope{All, None, None, None, None, None}},
	{AuditView, [6]Scope{All, None, None, None, None, None}},
	{SystemCheck, [6]Scope{All, None, None, None, None, None}},
}

// ScopeOf returns the cell of the table; an unknown role or action is None.
func ScopeOf(role Role, action Action) Scope {
	for column, r := range Roles() {
		if r != role {
			continue
		}
		for _, p := range permissions {
			if p.action == action {
				return p.scope[column]
			}
		}
	}
	return None
}
